// Every algorithm of the suite: one function each, in models/stems/<stem>.cpp.
#pragma once

#include "models/questions/contract.hpp"

namespace turnstile {

Stem turn();
Stem peterson();
Stem tsl();
Stem cas();
Stem ticket();
Stem mcs();
Stem rwlock();
Stem priority_inheritance();

}  // namespace turnstile
