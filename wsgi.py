"""The door for gunicorn and the flask command: `gunicorn --preload wsgi:app`, `flask --app wsgi …`."""

import os

from crm.app import create_app
from crm.shared.warm import before_fork
from jobs import commands

app = create_app()
commands.init_app(app)
if "FLASK_RUN_FROM_CLI" not in os.environ:
    before_fork()
