"""One module a peer, run in the peer's own environment: they import nothing of dateline."""
