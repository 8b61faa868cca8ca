// avhost check: a site file, what it asks of its plugins, and what it needs of this machine.
#include "commands.hpp"
#include "preflight.hpp"

#include "host/shown_name.hpp"
#include "host/site_check.hpp"

#include <array>
#include <iostream>
#include <iterator>

namespace avhost {
namespace {

void print(const std::vector<std::string>& sentences) {
    for (const auto& sentence : sentences) {
        std::cerr << sentence << '\n';
    }
}

} // namespace

int check_command(const Arguments& arguments) {
    static constexpr std::array<std::string_view, 1> names{"a site file"};
    expect_words(arguments, 1, names);
    const auto checked = host::check_site_file(arguments.words[1], arguments.plugins);
    if (checked.site.file.empty()) { // it could not be read at all
        print(checked.sentences);
        return exit_usage;
    }
    auto [mistakes, warnings] = preflight(checked, arguments.plugins);
    print(checked.warnings);
    print(host::name_warnings(checked.site));
    print(host::sentences(checked.site.file, std::move(warnings)));
    mistakes.insert(mistakes.begin(), checked.mistakes.begin(), checked.mistakes.end());
    if (!mistakes.empty()) {
        print(host::sentences(checked.site.file, std::move(mistakes)));
        return exit_usage;
    }
    std::cout << checked.site.file << ": " << checked.site.devices.size() << " devices, "
              << checked.site.rules.size() << " rules, nothing wrong\n";
    return exit_ok;
}

} // namespace avhost
