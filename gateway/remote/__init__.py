"""Other record stores: what is stored here goes there (`forward`), what is stored there comes here (`pull`)."""
