"""A back room: how the code under test is called, in this process or in another, and what comes back."""
