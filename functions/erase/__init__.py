from shared.runtime.collection import collect_rarely

collect_rarely()  # before the imports of the handler
