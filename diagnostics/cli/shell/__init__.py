"""Parts shared by all commands: arguments, options, files, the console, exit codes."""
