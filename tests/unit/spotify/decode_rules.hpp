// Holds a decoder against spoilt answers: it may throw json::NotJson where the answer's frame is broken, and
// otherwise nothing may change but what is read from the spoilt value.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace test {

// What a decoder gave, as texts by name; what is not known is not there.
using Fields = std::map<std::string, std::string>;
using Decode = std::function<Fields(const std::string& body)>;

// A value of the answer and what is read from it or from below it. "[#]" is the same place in both. A path
// that ends in "]" stands for the entry as a whole, not for what is in it.
struct Rule {
    std::string path;
    std::vector<std::string> fields;
};

// Spoils each value of `body` in every way, inside a test case. Each field that the whole body gives has to
// change for some of them, else the rules say nothing of it. `frame` is the path without whose value there is no
// answer.
void check_mutations(const std::string& body, const Decode& decode, const std::vector<Rule>& rules,
                     const std::string& frame = {});

} // namespace test
