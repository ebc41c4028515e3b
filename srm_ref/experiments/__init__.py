"""Every figure of the two papers, and of the ground where they meet: one module each, all of one shape.

Reading order: claims (the shape), registry (which there are), outcomes (one, run and saved), report (all of them); then
spotlight (the Spotlight Resonance Method's), superposition (those of Toy Models of Superposition), meeting (where the
two meet), and shared (what several experiments use).

Arguments that mean the same in all of them
    claim, said      what is judged, and who says it, as in `claims.Claim`
    measured, reason, would, theirs, ours: as in `claims.Claim` and `claims.Said`
    true_at, false_at: as `claims.Side`, a setting where the sentence is true, and one where it is not
    part             which of several equal parts of the work, from 0
    figure           a matplotlib Figure
    scale            "quick" or "paper": how much is trained and drawn; anything else raises ValueError
    name, data       of an experiment as in `registry.NAMES`, of images as they are called; "": the embedded digits
    told             what the report says of an experiment, as `outcomes.Told`
    directory        where results are saved: a Path
    numbers          what `run` of the same module returned
    seed             an integer; equal seeds give equal results
    optimiser        SGD, Adam or AdamW of `srm_ref.descent`
    n_steps          updates of the parameters
    claim, said, measured, reason, would    as in `claims.Claim`
"""
