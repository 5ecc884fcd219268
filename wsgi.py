"""The door for gunicorn and the flask command: `gunicorn wsgi:app`, `flask --app wsgi …`."""

from crm.app import create_app
from jobs import commands

app = create_app()
commands.init_app(app)
