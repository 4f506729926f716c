// Checks of the tree itself: every algorithm has all its counterparts, every broken form differs where it says, and the
// pages say what the code says.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace turnstile::tree {

struct Form {
  std::string stem;
  std::string variant;
  std::string header;               // relative to the root
  std::string sibling;              // header of the form that a broken one differs from; else empty
  std::set<std::string> engines{};  // that it is checked by
  std::set<std::string> rows;       // of the contract, each with an engine: "progress.relacy"; and "orders.rc11"
  bool thread_sanitizer = false;    // ThreadSanitizer must report it

  [[nodiscard]] bool broken() const { return !sibling.empty(); }
};

// Reads what `turnstile list --json` has written.
std::vector<Form> forms_from_json(const std::string& text);

// Each returns a line for everything that is wrong.
using Complaints = std::vector<std::string>;

// A stem has its models, property tests, stress clients and page; every folder of algorithms/ is a stem.
Complaints missing_counterparts(const std::filesystem::path& root, const std::vector<Form>& forms);

// A form has its header, and every header is a form.
Complaints missing_headers(const std::filesystem::path& root, const std::vector<Form>& forms);

// A form has its row on the stem's page.
Complaints missing_rows(const std::filesystem::path& root, const std::vector<Form>& forms);

// A form has a model test for each contracted property, a property test, and a stress client where it is right or
// ThreadSanitizer must see it. `tests` are CTest's names, `stressed` what the stress program lists ("turn/correct").
Complaints missing_tests(const std::vector<Form>& forms, const std::set<std::string>& tests,
                         const std::set<std::string>& stressed);

// A broken form is its sibling but for places marked BUG, and has one at least. Right forms have no such mark.
Complaints unmarked_differences(const std::filesystem::path& root, const std::vector<Form>& forms);

// Code with a memory order that a page quotes stands so in a header of that algorithm, and a quoted place
// (`turn.hpp:31`) is a line of code.
Complaints misquoted_code(const std::filesystem::path& root, const std::vector<Form>& forms);

// What a page shows in a block of code with a language stands so in a file of that folder.
Complaints snippets_not_in(const std::filesystem::path& folder, const std::filesystem::path& page);

// Every memory order in the text of a right form is one that was found when it was run, and the other way round. `orders`
// is from `turnstile orders --json`.
Complaints untried_orders(const std::filesystem::path& root, const std::string& orders);

// An order that is declared to be an exception is proved where it says. `list` is from `turnstile list --json`.
Complaints unproved_exceptions(const std::filesystem::path& root, const std::string& list);

// The algorithms name no tool and have no #ifdef but in the production platform.
Complaints tools_in_algorithms(const std::filesystem::path& root);

}  // namespace turnstile::tree
