"""Programs that are stopped in the middle: killed, refused by the disk, cut off from power.

`work` is what the program is doing (real services on a real catalogue, in a process of its own), `runner` starts it and
lets `shim` end or fail it at a chosen step, `state` says in which of its states a catalogue is found afterwards.
"""
