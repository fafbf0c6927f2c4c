"""Fetch the vendored style sheets, scripts and icons again, at the versions written here, with npm alone.

Run by `make vendor`. Each folder beside this file gets LICENSE, VERSION and the files that the pages load. Tabler's style sheet is
trimmed to the families the pages use (its 68 KB compressed would eat half of a page's budget) and its dark colours are bound to the
system's wish instead of an attribute that only a script could set. Releases from 1.2 on use colour functions that Chromium 86 to 108 do
not know, hence the pin; a check below refuses them. ECharts is built from its parts, as bars on a canvas are all that the charts need.
"""
from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
VERSIONS = {"@tabler/core": "1.0.0", "@tabler/icons": "3.51.0", "tom-select": "2.6.2", "htmx.org": "2.0.11"}
FOLDERS = {"@tabler/core": "tabler", "@tabler/icons": "tabler-icons", "tom-select": "tom-select", "htmx.org": "htmx"}
CHARTS, BUILDER, OLDEST = "echarts@5.6.0", "esbuild@0.28.2", "chrome86"
CHART_PARTS = """
import { init, use } from "echarts/core";
import { BarChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";
use([BarChart, GridComponent, TooltipComponent, CanvasRenderer]);
export { init };
"""
TOO_NEW = ("oklch(", "color-mix(", "@container", "@layer")

ICONS = [
    "alert-circle", "alert-triangle", "archive", "arrow-back-up", "arrow-left", "arrow-right", "award", "ban", "bell", "briefcase",
    "building", "calendar", "calendar-event", "calendar-plus", "calendar-stats", "calendar-time", "cash", "certificate", "chart-bar",
    "check", "chevron-down", "chevron-left", "chevron-right", "chevron-up", "circle", "circle-check", "circle-dashed", "circle-x",
    "clipboard", "clipboard-check", "clipboard-list", "clock", "clock-hour-4", "coin", "columns-3", "copy", "database", "device-desktop",
    "device-mobile", "dice-3", "dice-5", "dots", "download", "edit", "external-link", "eye", "file-spreadsheet", "file-text", "files",
    "filter", "flag", "folder", "gavel", "hand-stop", "help-circle", "history", "home", "hourglass", "id", "info-circle", "key",
    "language", "layout-list", "link", "list-check", "list-details", "lock", "logout", "mail", "map-pin", "menu-2", "message-circle",
    "messages", "minus", "mood-smile", "news", "note", "notebook", "paperclip", "password-user", "phone", "phone-call", "pin",
    "player-skip-forward", "plus", "printer", "qrcode", "refresh", "report", "report-analytics", "rotate", "scale", "school", "search",
    "selector", "send", "settings", "shield", "shield-check", "shield-lock", "speakerphone", "star", "table", "target", "ticket",
    "tools", "trash", "trophy", "upload", "user", "user-check", "user-circle", "user-plus", "user-search", "user-x", "users", "world",
    "writing", "x",
]

FAMILIES = (
    r"btn(?:-(?:primary|secondary|success|danger|link|outline-(?:primary|secondary|danger)|icon|sm|lg|list|group|close|check))?",
    r"form(?:-(?:control|select|label|hint|text|check|switch|range|fieldset|selectgroup)[\w-]*)?", r"col-form-label[\w-]*", r"input-(?:group|icon)[\w-]*",
    r"was-validated", r"(?:in)?valid-feedback", r"is-invalid",
    r"table(?:-(?:responsive|vcenter|striped|hover|sm|bordered|borderless|active|nowrap|group-divider))?",
    r"card(?:-(?:body|header|footer|title|subtitle|actions|table|sm|md|options))?", r"row", r"row-cards", r"row-deck",
    r"alert(?:-(?:success|info|warning|danger|important|title|link|heading|icon))?", r"badge", r"container(?:-fluid|-xl|-tight)?",
    r"col(?:-(?:md|lg|xl))?(?:-(?:\d+|auto))?", r"order-(?:first|last)", r"(?:d|flex|justify-content|align-items|align-self)(?:-(?:md|lg))?-[\w-]+",
    r"d-print-\w+", r"gap-\d", r"[gm][xy]?-\d", r"[mp][tbsexy]?-(?:\d|auto)",
    r"text-(?:start|center|end|break|nowrap|truncate|uppercase|muted|secondary|body|reset|primary|danger|warning|success|wrap|decoration-none)",
    r"fw-\w+", r"fs-\d", r"lh-\w+", r"font-monospace", r"[wh]-(?:\d+|auto)", r"border(?:-(?:top|bottom|start|end|0))?(?:-0)?", r"rounded(?:-\d)?",
    r"list-(?:unstyled|inline[\w-]*|group[\w-]*)", r"nav(?:-(?:link|item|tabs|pills|underline))?", r"pagination", r"page-(?:item|link)",
    r"progress(?:-bar|-sm)?", r"steps[\w-]*", r"step-item", r"timeline[\w-]*", r"datagrid[\w-]*", r"icon(?:-(?:sm|lg|inline))?",
    r"spinner-border(?:-sm)?", r"visually-hidden[\w-]*", r"h[1-6]", r"lead", r"small", r"mark", r"status(?:-(?:dot|green|red|yellow|blue))?",
    r"subheader", r"active", r"disabled", r"show", r"float-end", r"position-\w+", r"overflow-(?:auto|hidden)", r"sticky-top", r"shadow(?:-sm)?",
    r"opacity-\d+", r"vr", r"hr", r"hr-text", r"blockquote", r"initialism", r"collapse", r"fade", r"collapsing",
)
KEPT_CLASSES = re.compile(f"^(?:{'|'.join(FAMILIES)})$")
KEPT_AT_RULES = ("@font-face", "@keyframes spinner", "@keyframes progress")
UNUSED_NAMES = ("x facebook twitter linkedin google youtube vimeo dribbble github instagram pinterest vk rss flickr bitbucket tabler"
                " indigo purple pink teal lime cyan").split()
UNUSED_COLOURS = re.compile(rf"--tblr-(?:{'|'.join(UNUSED_NAMES)})(?:-rgb|-lt|-lt-rgb|-fg|-darken)?:[^;}}]*;?")
CHECKED_TAG = "[data-bs-theme="


def packed(name: str, folder: Path) -> Path:
    """Return the unpacked npm package of the pinned version."""
    spec = f"{name}@{VERSIONS[name]}"
    made = subprocess.run(["npm", "pack", "--silent", spec], cwd=folder, capture_output=True, text=True, check=True).stdout.split()[-1]
    target = folder / FOLDERS[name]
    with tarfile.open(folder / made) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def rules(css: str) -> Iterator[tuple[str, str]]:
    """Yield (selector or at-rule, body) of each block; strings may hold braces."""
    start = 0
    while (brace := css.find("{", start)) >= 0:
        depth, at = 1, brace + 1
        while depth:
            if css[at] in "\"'":
                at = css.index(css[at], at + 1)
            depth += {"{": 1, "}": -1}.get(css[at], 0)
            at += 1
        yield css[start:brace].strip(), css[brace + 1:at - 1]
        start = at


def kept(selector: str) -> bool:
    """Whether a page may use this selector: each class it needs belongs to a kept family. What stands in `:not(…)` is not needed."""
    needed = re.sub(r":not\([^)]*\)", "", selector)
    return all(KEPT_CLASSES.match(name) for name in re.findall(r"\.([A-Za-z][\w-]*)", needed)) and ":has(" not in needed


def trimmed(css: str) -> str:
    """Return the style sheet with the kept selectors only, dark rules under the system's wish."""
    out = []
    for selector, body in rules(css):
        if selector.startswith(("@media", "@supports")):
            inner = trimmed(body)
            out.append(f"{selector}{{{inner}}}" if inner else "")
        elif selector.startswith("@"):
            out.append(f"{selector}{{{body}}}" if selector.startswith(KEPT_AT_RULES) else "")
        else:
            out.append(one_rule(selector, body))
    return "".join(out)


def one_rule(selector: str, body: str) -> str:
    """Return a rule cut down to its kept selectors, split into its light and its dark part."""
    parts = [part.strip() for part in re.split(r",(?![^(]*\))", selector)]
    wanted = [part for part in parts if kept(part)]
    plain = [part.replace("[data-bs-theme=light]", ":root") for part in wanted if "dark]" not in part]
    dark = [re.sub(r"^(?:body)?\[data-bs-theme=dark\]", ":root", part) for part in wanted if "dark]" in part]
    dark = [part for part in dark if CHECKED_TAG not in part]
    body = UNUSED_COLOURS.sub("", body)
    rule = f"{','.join(dict.fromkeys(plain))}{{{body}}}" if plain else ""
    return rule + (f"@media screen and (prefers-color-scheme:dark){{{','.join(dark)}{{{body}}}}}" if dark else "")


def style_of_tabler(package: Path) -> str:
    """Return Tabler's trimmed style sheet under its own notice."""
    css = (package / "dist/css/tabler.min.css").read_text(encoding="utf-8")
    notice = re.search(r"/\*!.*?\*/", css, flags=re.DOTALL)
    body = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL).removeprefix('@charset "UTF-8";')
    return f'@charset "UTF-8";\n{notice.group(0) if notice else ""}\n/* Trimmed by static/vendor/fetch.py */\n{trimmed(body)}\n'


def sprite(package: Path) -> str:
    """Return one SVG file with a symbol per icon."""
    symbols = []
    for name in ICONS:
        svg = (package / f"icons/outline/{name}.svg").read_text(encoding="utf-8")
        inner = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
        inner = inner[inner.index(">", inner.index("<svg")) + 1:inner.rindex("</svg>")]
        shapes = " ".join(re.sub(r'<path stroke="none"[^>]*/>', "", inner).split())
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
                       f'stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def write(name: str, package: Path, files: dict[str, str]) -> None:
    """Write a vendored folder with its licence and version; refuse what the oldest browsers in the offices cannot read."""
    folder = HERE / FOLDERS[name]
    folder.mkdir(exist_ok=True)
    for file_name, text in files.items():
        too_new = [word for word in TOO_NEW if file_name.endswith(".css") and word in text]
        if too_new:
            sys.exit(f"{name} {VERSIONS[name]}: {file_name} uses {', '.join(too_new)}, which Chromium 86 does not know")
        (folder / file_name).write_text(text, encoding="utf-8")
    (folder / "LICENSE").write_text((package / "LICENSE").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "VERSION").write_text(f"{name} {VERSIONS[name]}\n", encoding="utf-8")


def without_map(text: str) -> str:
    """Return a script or sheet without the pointer to its source map, which is not vendored."""
    return re.sub(r"\n?/[/*]# sourceMappingURL=.*", "", text).rstrip() + "\n"


def charts(scratch: Path) -> None:
    """Build and write ECharts with the parts in use, under the licences of all that is in it."""
    folder, modules = HERE / "echarts", scratch / "charts" / "node_modules"
    modules.parent.mkdir()
    (modules.parent / "parts.js").write_text(CHART_PARTS, encoding="utf-8")
    run = {"cwd": modules.parent, "check": True}
    subprocess.run(["npm", "install", "--silent", "--no-save", "--no-fund", "--no-audit", CHARTS, BUILDER], **run)
    folder.mkdir(exist_ok=True)
    subprocess.run([modules / ".bin" / "esbuild", "parts.js", "--bundle", "--minify", "--format=iife", "--global-name=echarts", f"--target={OLDEST}",
                    "--legal-comments=none", "--log-level=error", f"--outfile={folder / 'echarts.js'}"], **run)
    licences = ("echarts/LICENSE", "echarts/NOTICE", "echarts/licenses/LICENSE-d3", "zrender/LICENSE", "tslib/LICENSE.txt")
    texts = [f"{name}\n\n{(modules / name).read_text(encoding='utf-8').strip()}\n" for name in licences]
    (folder / "LICENSE").write_text(("\n" + "=" * 72 + "\n\n").join(texts), encoding="utf-8")
    (folder / "VERSION").write_text(f"{CHARTS.replace('@', ' ')}\n", encoding="utf-8")


def main() -> None:
    """Fetch all packages and write all folders."""
    with tempfile.TemporaryDirectory() as scratch:
        found = {name: packed(name, Path(scratch)) for name in VERSIONS}
        tom = found["tom-select"] / "dist"
        sheet = without_map((tom / "css/tom-select.bootstrap5.min.css").read_text(encoding="utf-8"))
        sheet = re.sub(r"color-mix\([^;}]*\)(?=[;}])", "var(--tblr-secondary-bg)", sheet).replace("--bs-", "--tblr-")
        script = without_map((tom / "js/tom-select.complete.min.js").read_text(encoding="utf-8"))
        write("@tabler/core", found["@tabler/core"], {"tabler.css": style_of_tabler(found["@tabler/core"])})
        write("@tabler/icons", found["@tabler/icons"], {"sprite.svg": sprite(found["@tabler/icons"]), "NAMES": "\n".join(ICONS) + "\n"})
        write("tom-select", found["tom-select"], {"tom-select.css": sheet, "tom-select.js": script})
        charts(Path(scratch))
        write("htmx.org", found["htmx.org"], {"htmx.js": (found["htmx.org"] / "dist/htmx.min.js").read_text(encoding="utf-8")})


if __name__ == "__main__":
    main()
