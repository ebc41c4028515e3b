"""What `srm-ref` can do, one module per command: ``add_arguments(parser)``, and ``run(arguments)`` -> exit status.

Reading order: options (arguments that commands share), output (the directory written to), counting (a sweep with its
progress); resonance, with data_check (a look at the file), resonance_numbers, resonance_report, resonance_table,
resonance_pictures and resonance_play; merge; projection; find, with find_report; demo, reproduce; verify; lesson and
play.

Arguments that mean the same in all of them; errors are raised, and `srm_ref.cli` prints them in one line
    parser           an argparse.ArgumentParser, to which the command's arguments are added
    arguments        what the parser has read, an argparse.Namespace; `run` returns 0 unless stated otherwise
"""
