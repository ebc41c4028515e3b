"""What several experiments use; no experiment stands here."""
