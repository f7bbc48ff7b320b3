"""One module for each channel or series that is polled; the registry in ``shared.channels`` names them."""
