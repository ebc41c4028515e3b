"""A back room: how somebody else's code is called, in this process or in another, and what comes back."""
