"""Moving in from WordPress: its export (WXR) read as a stream, its HTML turned into blocks, what came and what did not
told."""
