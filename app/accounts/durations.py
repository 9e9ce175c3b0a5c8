"""How long things at the door last."""

from datetime import timedelta

# However busy: after this long one signs in again. (Idle sessions end sooner, see PERMANENT_SESSION_LIFETIME.)
LONGEST_SESSION = timedelta(hours=12)
# "Last used" is right to this: pages that only read must not write each time.
SEEN_EVERY = timedelta(minutes=10)
