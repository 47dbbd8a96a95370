"""Colours, fonts and icons of the windows. Import `Theme` from `pim.gui.theme.theme`."""
