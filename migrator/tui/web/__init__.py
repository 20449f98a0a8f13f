"""The screens in a browser on this computer, through `textual-serve`; the extra `web`."""
