// A program that loads the plugin, starts a device and leaves it running:
//
//   careless-host PLUGIN ACCOUNTS_URL API_URL CA_FILE
//
// Lines on its input: a refresh token, and then, when an exchange is under way, what to do: "exit" ends the process,
// "fork" does so in a copy of it and ends well itself when that has, "unload" closes the library and goes on until the
// next line comes.
#include "fake_host.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>

#include <dlfcn.h>

namespace {

int forked() {
    const auto child = ::fork();
    if (child == 0) {
        std::exit(0); // NOLINT: the other threads are not here, which is the test
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace

int main(int count, char** arguments) {
    std::string token;
    if (count != 5 || !std::getline(std::cin, token)) {
        std::cerr << "careless-host: four arguments and a token are expected\n";
        return 2;
    }
    static contract::Services services; // the device outlives main()
    static contract::Reports reports;
    services.put_secret("account/lobby/refresh_token", token);
    void* const library = ::dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        std::cerr << "careless-host: the plugin cannot be loaded\n";
        return 2;
    }
    const auto entry = reinterpret_cast<dp_entry_fn>(::dlsym(library, DP_ENTRY_SYMBOL)); // NOLINT
    const auto& plugin = *entry();
    const auto config = std::string{R"({"client_id":"demo-client","accounts_url":")"} + arguments[2] +
                        R"(","api_url":")" + arguments[3] + R"(","ca_file":")" + arguments[4] + "\"}";
    dp_device_options options{};
    options.size = sizeof options;
    options.id = dp::borrow("lobby");
    options.config = dp::borrow(config);
    options.handle = reports.handle();
    options.callbacks = &reports.callbacks();
    dp_instance* instance = nullptr;
    dp_device* device = nullptr;
    if (plugin.init(&services.host(), &instance, nullptr) != DP_OK ||
        plugin.create(instance, &options, &device, nullptr) != DP_OK || plugin.start(device) != DP_OK) {
        std::cerr << "careless-host: the device does not start\n";
        return 2;
    }
    std::string word;
    std::getline(std::cin, word);
    if (word == "fork") {
        const auto status = forked();
        plugin.deinit(instance);
        return status;
    }
    if (word == "unload") {
        ::dlclose(library);
        std::cout << "unloaded" << std::endl;
        std::getline(std::cin, word);
    }
    std::exit(0); // NOLINT: other threads run, which is the test
}
