"""How gunicorn serves the portal: two processes, a few threads each, connections of its own in each process."""
from __future__ import annotations

from models.base import database
from portal.settings import load

settings = load()
bind = settings.address
workers = settings.workers
threads = 4
worker_class = "gthread"
preload_app = True
timeout = 60
graceful_timeout = 20
accesslog = None
errorlog = "-"
loglevel = "warning"
forwarded_allow_ips = "127.0.0.1"


def post_fork(server: object, worker: object) -> None:
    """Forget connections of the parent, which two processes must not share."""
    database.obj.dispose()
