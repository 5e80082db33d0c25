"""lambdalocal's Python runtime interface client, under the name functions find on Lambda.

Functions and libraries may import from this package there (LambdaContext for type hints, error trackers that wrap
bootstrap.handle_event_request), so the modules and their public names are those of AWS's client; the code is our own.
"""

__version__ = "4.2.2"  # the official client whose behaviour this is
