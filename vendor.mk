# Fetch the vendored style sheets, scripts and icons again (needs npm and the network; the files are committed, so nobody else does).
.PHONY: vendor
vendor:
	python3 static/vendor/fetch.py
