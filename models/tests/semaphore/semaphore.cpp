// A stem of a sort that the suite does not have, to show that it needs nothing but its own files and a line in each list:
// the catalogue of the selftest, and CMakeLists.txt.
#include "models/tests/semaphore/semaphore.hpp"

#include "models/stems/forms.hpp"
#include "models/tests/semaphore/broken_look_then_take.hpp"
#include "models/tests/semaphore/clients.hpp"
#include "models/tests/semaphore/stem.hpp"

namespace turnstile {

namespace {

template <template <class> class Form>
Variant semaphore_form(const std::string& name, const std::string& sibling, const Contract& contract) {
  return {.name = name,
          .sibling = sibling,
          .contract = contract,
          .programs = semaphore_programs<Form<relacy::Platform>, relacy::Platform>(),
          .rc11 = semaphore_programs<Form<rc11::Platform>, rc11::Platform>(),
          .interleavings = semaphore_programs<Form<interleaving::Platform>, interleaving::Platform>(),
          // With two rounds of three threads the executions are too many.
          .reach = {.mutual_exclusion = {.of_three = 1}, .progress = {.of_three = 1}}};
}

}  // namespace

// Two threads cannot exceed two permits: three are asked.
Stem semaphore() {
  return {
      .name = "semaphore",
      .fewest_threads = 3,
      .most_threads = max_threads,
      .parties = {{.threads = 3}},
      .variants = {
          semaphore_form<Semaphore>("correct", "", {.mutual_exclusion = holds(), .progress = holds()}),
          semaphore_form<broken::SemaphoreLookThenTake>(
              "broken_look_then_take", "correct", {.mutual_exclusion = violated(Kind::overlap), .progress = holds()}),
      }};
}

}  // namespace turnstile
