"""Inside Pyodide: turn every .py below /repack into a .pyc without docstrings, at the same place."""

import os
import py_compile

for folder, _, names in os.walk("/repack"):
    for name in names:
        if name.endswith(".py"):
            source = os.path.join(folder, name)
            py_compile.compile(
                source,
                cfile=source + "c",
                dfile=source.removeprefix("/repack/"),  # what tracebacks show
                doraise=True,
                optimize=2,
                invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
            )
            os.remove(source)
