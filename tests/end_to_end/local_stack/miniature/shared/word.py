"""One word in the layer, to see that functions find it."""

WORD = "tremor"
