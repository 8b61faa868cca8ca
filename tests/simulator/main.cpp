// The program: reads the command line, opens the three doors, says where they are, and runs until it is told to
// end.
#include "asio.hpp"
#include "certificates.hpp"
#include "clock.hpp"
#include "control_accounts.hpp"
#include "control_door.hpp"
#include "covers.hpp"
#include "folder.hpp"
#include "json.hpp"
#include "options.hpp"
#include "plain_server.hpp"
#include "service.hpp"
#include "tls_server.hpp"

#include <fstream>
#include <iostream>
#include <iterator>

namespace {

using namespace sim;

void add_account_file(World& world, const std::string& file, Millis now) {
    std::ifstream in(file, std::ios::binary);
    if (!in)
        throw std::runtime_error("cannot read the account file " + file);
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    try {
        create_account(world, Fields(text), now);
    } catch (const BadInput& bad) {
        throw std::runtime_error(file + ": " + bad.what());
    }
}

std::string address(const PlainServer& server) {
    return "http://127.0.0.1:" + std::to_string(server.port());
}

void print_ready_line(const TlsServer& tls, const PlainServer& control, const std::string& covers_url,
                      const std::string& ca_file, const std::string& other_ca_file) {
    const std::string base = "https://127.0.0.1:" + std::to_string(tls.port());
    std::cout << json::text(json::object({{"ready", true},
                                          {"accounts_url", base},
                                          {"api_url", base + "/v1"},
                                          {"control_url", address(control)},
                                          {"covers_url", covers_url},
                                          {"ca_file", ca_file},
                                          {"other_ca_file", other_ca_file}}))
              << std::endl;
}

void run(const Options& options) {
    const Clock clock;
    const Folder folder(options.directory);
    const ServerIdentity identity = make_server_identity(options.certificate_names);
    World world(options.seed, clock.now());
    for (const std::string& file : options.account_files)
        add_account_file(world, file, clock.now());
    Faults faults;
    Service service(world, faults);

    net::io_context io(1);
    TlsServer tls(io, options.port, identity, world, service, clock);
    ControlDoor door(world, faults, [&tls] { return tls.hang_up_idle(); });
    PlainServer control(io, options.control_port,
                        [&](const HttpRequest& request) { return door.answer(request, clock.now()); });
    const CoverDoor cover_door(world.catalog);
    PlainServer covers(io, options.covers_port,
                       [&](const HttpRequest& request) { return cover_door.answer(request); });
    world.settings.pictures_url = address(covers) + "/image";
    net::signal_set signals(io, SIGTERM, SIGINT);
    signals.async_wait([&io](const Error&, int) { io.stop(); });
    tls.start();
    control.start([&] {
        if (door.shutdown_asked())
            io.stop();
    });
    covers.start();
    print_ready_line(tls, control, world.settings.pictures_url, folder.write("ca.pem", identity.ca_pem),
                     folder.write("other-ca.pem", identity.other_ca_pem));
    io.run();
}

} // namespace

int main(int argument_count, char** arguments) {
    try {
        const Options options = parse_options({arguments + 1, arguments + argument_count});
        if (options.help)
            std::cout << usage() << '\n';
        else
            run(options);
        return 0;
    } catch (const BadOption& bad) {
        std::cerr << "spotify-simulator: " << bad.what() << '\n';
        return 2;
    } catch (const std::exception& trouble) {
        std::cerr << "spotify-simulator: " << trouble.what() << '\n';
        return 1;
    }
}
