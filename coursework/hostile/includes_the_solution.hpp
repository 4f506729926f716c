// Includes what others have handed in.
#include "../samples/tsl_exchange.hpp"
