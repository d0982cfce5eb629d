"""Build-time code of the web bundle: runtimes, repacking, templates, notices, sizes, local server."""
