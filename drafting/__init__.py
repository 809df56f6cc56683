"""For those who draft: checked quotations, history of a phrase, dossier, batches; Word and Excel writers."""
