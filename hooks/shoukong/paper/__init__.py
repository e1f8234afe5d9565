"""What is printed: a form's blank as PDF. `blank` is the door, `slots` the layout, `fonts` the type; `*.typ` draw."""
