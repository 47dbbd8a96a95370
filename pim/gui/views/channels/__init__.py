"""The room Channels: what each channel would receive, publishing, parity, settings."""
