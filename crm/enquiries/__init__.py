"""The other doors: web form, mini program, motor show and telephone; who answers, and until when."""
