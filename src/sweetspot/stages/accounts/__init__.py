"""Who may do what, in which workspace, and who did it?"""
