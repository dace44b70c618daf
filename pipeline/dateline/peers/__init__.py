"""Date taggers that a user might pick, each installed apart from dateline and measured by the same scorer.

`PEERS` names them with what is installed, `tagged` installs and runs one, `ours` runs dateline's own, `score` measures
either on gold. `runners` holds the code that runs inside the peers' environments and imports nothing of dateline.
"""

from dateline.peers.installing import PEERS, Peer
from dateline.peers.measuring import SCORE_COLUMNS, dated, score
from dateline.peers.running import OURS, Tagged, ours, tagged

__all__ = ["OURS", "PEERS", "SCORE_COLUMNS", "Peer", "Tagged", "dated", "ours", "score", "tagged"]
