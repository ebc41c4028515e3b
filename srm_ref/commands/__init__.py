"""What `srm-ref` can do, one module a command: ``add_arguments(parser)``, and ``run(arguments)`` -> exit status.

Reading order: options (arguments that commands share), output (the directory written to), then the commands.
"""
