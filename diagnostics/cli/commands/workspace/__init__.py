"""Commands on a workspace as a whole: bundles, encryption, its health."""
