#include "check/options.hpp"
#include "check/runner.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <random>
#include <thread>

namespace {

using namespace check;

std::vector<Test> chosen(const Options& options) {
    if (options.only.empty()) {
        return all_tests();
    }
    std::vector<Test> tests;
    for (const auto& id : options.only) {
        const auto* test = find_test(id);
        if (test == nullptr) {
            throw UsageError("expected the id of a test; there is no " + id);
        }
        tests.push_back(*test);
    }
    return tests;
}

void list() {
    for (const auto& test : all_tests()) {
        std::cout << test.id << ": " << test.sentence << '\n';
    }
}

std::uint64_t new_seed() {
    std::random_device device;
    return device();
}

int check_plugin(const Options& options, const Context& context) {
    const auto tests = chosen(options);
    const unsigned processors = std::max(1U, std::thread::hardware_concurrency());
    const bool json_only = options.json == "-";
    Report report{context.folder.string(), context.seed, {}};
    report.outcomes =
        run_all(tests, context, options.jobs == 0 ? processors : options.jobs, [&](const Outcome& outcome) {
            if (!json_only) {
                std::cout << line_of(outcome) << std::endl;
            }
        });
    if (json_only) {
        std::cout << to_json(report);
    } else {
        std::cout << summary_of(report) << std::endl;
        if (!options.json.empty()) {
            std::ofstream out(options.json);
            out << to_json(report);
            if (!out.flush()) {
                std::cerr << "plugin-check: the report cannot be written to " << options.json.string()
                          << '\n';
                return 2;
            }
        }
    }
    return report.count(Verdict::failed) == 0 ? 0 : 1;
}

int run(const Options& options) {
    if (options.help) {
        std::cout << usage();
        return 0;
    }
    if (options.list) {
        list();
        return 0;
    }
    if (!std::filesystem::is_directory(options.folder)) {
        throw UsageError("expected the folder of a plugin; " + options.folder.string() + " is none");
    }
    Context context;
    context.program = std::filesystem::read_symlink("/proc/self/exe");
    context.folder = options.folder;
    context.seed = options.seed ? *options.seed : new_seed();
    context.patience = options.patience;
    if (!options.profile.empty()) {
        context.profile = read_profile(options.profile);
    }
    return check_plugin(options, context);
}

} // namespace

int main(int count, char** arguments) {
    try {
        const std::vector<std::string_view> words(arguments + 1, arguments + count);
        return run(parse_options(words));
    } catch (const UsageError& problem) {
        std::cerr << "plugin-check: " << problem.what() << "\n\n" << usage();
    } catch (const ProfileError& problem) {
        std::cerr << "plugin-check: " << problem.what() << '\n';
    } catch (const std::exception& problem) {
        std::cerr << "plugin-check: " << problem.what() << '\n';
    }
    return 2;
}
