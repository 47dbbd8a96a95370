"""Tests of pim; the folders mirror `pim/`."""
