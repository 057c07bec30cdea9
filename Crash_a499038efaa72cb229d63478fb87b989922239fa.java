import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

public class Crash_a499038efaa72cb229d63478fb87b989922239fa {
    static final String base64Bytes = String.join("", "AgElR2U=");

    public static void main(String[] args) throws Throwable {
        Crash_a499038efaa72cb229d63478fb87b989922239fa.class.getClassLoader().setDefaultAssertionStatus(true);
        try {
            Method fuzzerInitialize = org.llamajvm.fuzz.TokenizerJsonEditsTarget.class.getMethod("fuzzerInitialize");
            fuzzerInitialize.invoke(null);
        } catch (NoSuchMethodException ignored) {
            try {
                Method fuzzerInitialize = org.llamajvm.fuzz.TokenizerJsonEditsTarget.class.getMethod("fuzzerInitialize", String[].class);
                fuzzerInitialize.invoke(null, (Object) args);
            } catch (NoSuchMethodException ignored1) {
            } catch (IllegalAccessException | InvocationTargetException e) {
                e.printStackTrace();
                System.exit(1);
            }
        } catch (IllegalAccessException | InvocationTargetException e) {
            e.printStackTrace();
            System.exit(1);
        }
        byte[] input = java.util.Base64.getDecoder().decode(base64Bytes);
        org.llamajvm.fuzz.TokenizerJsonEditsTarget.fuzzerTestOneInput(input);
    }
}