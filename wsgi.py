"""The door for gunicorn and the flask command: `gunicorn --preload wsgi:app`, `flask --app wsgi …`."""

import gc

from crm.app import create_app
from jobs import commands

app = create_app()
commands.init_app(app)
gc.collect()
gc.freeze()  # gunicorn forks after this: what is not looked at again stays shared between its workers
