/* A heart that a browser does not slow down while its page lies in the background. */
setInterval(() => postMessage(0), 5000);
