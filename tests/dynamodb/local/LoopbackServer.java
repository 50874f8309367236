import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;

/**
 * DynamoDB Local in memory, on the loopback only. Its own ServerRunner listens on all addresses and has no
 * option for that; this puts the same request handler behind a Jetty that does not.
 *
 * <p>Says on which port, as "listening on 12345", and ends when its standard input does: it cannot outlive
 * the process that started it.
 */
public class LoopbackServer {
    private static final int ANY_FREE_PORT = 0;
    private static final int FIRST_REQUEST_NUMBER = 0;
    private static final boolean IN_MEMORY = true;
    private static final String NO_FILE = null;
    private static final boolean ONE_DATABASE_FOR_ALL_CALLERS = false;
    private static final boolean DELAY_TABLE_STATES = false;
    private static final String NO_CORS = null;

    public static void main(String[] arguments) throws Exception {
        var engine = new LocalDynamoDBRequestHandler(
                FIRST_REQUEST_NUMBER, IN_MEMORY, NO_FILE, ONE_DATABASE_FOR_ALL_CALLERS, DELAY_TABLE_STATES);
        var loopback = InetAddress.getByName("127.0.0.1");
        var server = new Server(new InetSocketAddress(loopback, ANY_FREE_PORT));
        server.setHandler(new ContextHandler(new LocalDynamoDBServerHandler(engine, NO_CORS), "/"));
        server.start();
        System.out.println("listening on " + ((ServerConnector) server.getConnectors()[0]).getLocalPort());
        waitForTheEndOfInput();
        System.exit(0);
    }

    private static void waitForTheEndOfInput() throws Exception {
        while (System.in.read() >= 0) {}
    }
}
