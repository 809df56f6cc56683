"""The page in the browser: server-rendered, whole without script."""
