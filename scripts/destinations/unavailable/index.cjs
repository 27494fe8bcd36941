// Never called: the bundle's own stub answers for these packages before anything here is resolved.
