"""The shapes of requests and answers, as section 7 of the design gives them."""
