"""What lessons have to move. A topic is its controls and one function from their setting to numbers of the package.

    setting -> numbers(setting)      here: nothing but calls of the package's functions
    numbers -> picture               srm_ref.figures.play: a view draws what it is given

Contents: registry (all topics; `play` and `still`), then the topics, one module for each: TITLE, LESSON, ALT, TOPIC.

Arguments that mean the same in all of them
    setting          {name: where the control stands}
    training         a model in training, with its history
"""
