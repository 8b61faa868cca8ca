// A JSON text with something wrong in it: by the letter, or as JSON that says something else. Pure; the same
// random numbers give the same text.
#pragma once

#include <random>
#include <string>

namespace check {

std::string mutated(const std::string& json, std::mt19937_64& random);

} // namespace check
