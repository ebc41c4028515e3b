"""The course: both papers line by line, in plain scripts. Begin with lessons/README.md, or with lesson 1."""
