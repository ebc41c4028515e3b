"""What `srm-ref` can do, one module a command: ``add_arguments(parser)``, and ``run(arguments)`` -> exit status.

Reading order: options (arguments that commands share), output (the directory written to), counting (a sweep with its
progress); resonance, with data_check (a look at the file), resonance_numbers, resonance_report, resonance_table,
resonance_pictures and resonance_play; merge; projection; find, with find_report; demo, reproduce; verify; lesson and
play.
"""
