// Verdicts and the catalogue as JSON.
#pragma once

#include <string>
#include <vector>

#include "models/contract.hpp"
#include "models/verdict.hpp"

namespace turnstile::command {

// Schema turnstile.verdicts/1.
std::string verdicts_json(const std::vector<Verdict>& verdicts);

// Schema turnstile.list/1: every algorithm, its variants, and what is expected of each.
std::string list_json(const std::vector<Stem>& stems);

}  // namespace turnstile::command
